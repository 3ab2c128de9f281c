import type { LessonText } from '../../lesson.ts';

export const confFiles: LessonText = {
  title: '六个配置文件',
  steps: [
    {
      why: '三个分片的集群需要六个服务器：三个主节点，各配一个从节点。六个文件的差别只有端口和目录。',
      watch:
        '`cluster-enabled yes` 让服务器成为集群节点；`cluster-config-file` 是节点自己记录其他节点信息的文件；`cluster-node-timeout` 是沉默多久就会被怀疑下线。',
      then: '密码由本应用每次随机生成，免得这台电脑上的其他人连进教学集群。这里用圆点代替。',
    },
  ],
};
